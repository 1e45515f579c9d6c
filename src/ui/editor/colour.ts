import { StreamLanguage, type StreamParser } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import type { Language } from './language'

const modes: Readonly<Record<Language, () => Promise<StreamParser<unknown>>>> = {
  dockerfile: () => import('@codemirror/legacy-modes/mode/dockerfile').then((mode) => mode.dockerFile),
  yaml: () => import('@codemirror/legacy-modes/mode/yaml').then((mode) => mode.yaml),
  json: () => import('@codemirror/legacy-modes/mode/javascript').then((mode) => mode.json),
  shell: () => import('@codemirror/legacy-modes/mode/shell').then((mode) => mode.shell),
  nginx: () => import('@codemirror/legacy-modes/mode/nginx').then((mode) => mode.nginx),
  javascript: () => import('@codemirror/legacy-modes/mode/javascript').then((mode) => mode.javascript),
  python: () => import('@codemirror/legacy-modes/mode/python').then((mode) => mode.python),
  properties: () => import('@codemirror/legacy-modes/mode/properties').then((mode) => mode.properties),
  xml: () => import('@codemirror/legacy-modes/mode/xml').then((mode) => mode.html),
  css: () => import('@codemirror/legacy-modes/mode/css').then((mode) => mode.css),
}

/** What colours a language, once its chunk has come. */
export const colouring = async (language: Language): Promise<Extension> =>
  StreamLanguage.define((await modes[language]()) as StreamParser<unknown>)
