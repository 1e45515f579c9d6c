import { dict } from '../value/items'
import { special, type Special } from '../value/thing'

/** Pages that Flask makes itself. */

export const response = (body: string, status: number, type: string): Special =>
  special('Response', { body, status_code: BigInt(status), type, headers: dict() })

const page = (status: number, title: string, words: string): Special =>
  response(
    `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${words}</p>\n`,
    status,
    'text/html; charset=utf-8',
  )

export const notAllowed = () => page(405, 'Method Not Allowed', 'The method is not allowed for the requested URL.')

export const notFound = () =>
  page(
    404,
    'Not Found',
    'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
  )
