/** Every function that a template may call, by name. */
import { ALERTMANAGER } from './alertmanager.ts'
import { BUILTINS } from './builtin.ts'
import type { Callable } from './callable.ts'

/** Leaves out the arguments behind the one that decides: the evaluator does it, this is for when all were evaluated. */
const shortCircuit: Callable = { params: ['any'], rest: 'any', run: (args) => args.any(args.all.length - 1) }

export const FUNCTIONS: ReadonlyMap<string, Callable> = new Map([
  ...Object.entries(BUILTINS),
  ...Object.entries(ALERTMANAGER),
  ['and', shortCircuit],
  ['or', shortCircuit],
])
