/** Variables that take the place of secrets: the same value has the same name. No value is kept in what is written. */

export interface Variable {
  readonly name: string
  /** Where its value is to be found. */
  readonly from: string
}

export class Secrets {
  readonly #byValue = new Map<string, string>()
  readonly #variables: Variable[] = []

  /** `${NAME}` for it. `value` is empty where it is not known here. */
  placeholder(base: string, value: string, from: string): string {
    const key = `${base}\n${value}`
    const known = this.#byValue.get(key)
    if (known !== undefined) return known
    const taken = this.#variables.filter(({ name }) => name === base || name.startsWith(`${base}_`)).length
    const name = taken === 0 ? base : `${base}_${taken + 1}`
    this.#variables.push({ name, from })
    this.#byValue.set(key, `\${${name}}`)
    return `\${${name}}`
  }

  get variables(): readonly Variable[] {
    return this.#variables
  }
}
