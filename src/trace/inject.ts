/** The only way into a world from outside: a message that nobody inside caused. */
export { inject } from '../sim/world/step'
