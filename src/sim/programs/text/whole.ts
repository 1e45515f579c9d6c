import { filter } from '../filter'
import type { Bytes } from '../../../base/bytes'
import type { Program, Sys } from '../../wire/sys'

/** A program that has to have read all of its files before it can say anything: join, comm, shuf. */
export interface Whole<O> {
  readonly name: string
  begin(sys: Sys, args: readonly string[]): { readonly files: readonly string[]; readonly options: O } | number
  refused?(sys: Sys, file: string, reason: string, reading: boolean): void
  /** What it makes of the contents, in the order of the files; a file that could not be read has none. */
  end(sys: Sys, options: O, contents: readonly Bytes[], failed: boolean): number
}

export const whole = <O>(spec: Whole<O>): Program =>
  filter<O, readonly (readonly Bytes[])[]>({
    name: spec.name,
    begin: (sys, args) => {
      const plan = spec.begin(sys, args)
      return typeof plan === 'number' ? plan : { ...plan, acc: [] }
    },
    fileStart: (_sys, _options, acc) => [...acc, []],
    data: (_sys, _options, acc, bytes) => [...acc.slice(0, -1), [...acc.at(-1)!, bytes]],
    ...(spec.refused ? { refused: spec.refused } : {}),
    end: (sys, options, acc, failed) =>
      spec.end(
        sys,
        options,
        acc.map((chunks) => chunks.join('')),
        failed,
      ),
  }) as Program

/** The lines of a text, without their newlines. */
export const linesIn = (bytes: Bytes): readonly Bytes[] => (bytes === '' ? [] : bytes.replace(/\n$/, '').split('\n'))
