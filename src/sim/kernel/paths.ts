/** The directory that holds a path; '/' for what is at the top. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
