/** Who acts in this browser. */

const key = 'tocsin.createdBy'

// Storage throws where the browser forbids it; the form then asks again, no more.
export function rememberedCreator(): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

export function rememberCreator(name: string): void {
  try {
    localStorage.setItem(key, name)
  } catch {
    return
  }
}
