import { catalogue } from '../hub/catalogue'

/** Names of what Docker Hub holds from the start. */
export const hubShelf: readonly string[] = [...new Set(catalogue.map(({ repository }) => repository))]
