import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A real browser. Without one the test fails and says what to install. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => existsSync(path))
  if (!executablePath)
    throw new Error(`no Chromium found at ${PLACES.join(', ')}; install it: apt-get install chromium`)
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page in one language; `problems` has every script error and every error in its console. */
export async function openPage(
  browser: Browser,
  options: { readonly locale: string; readonly width: number; readonly height: number },
): Promise<{ page: Page; problems: readonly string[] }> {
  const { locale, width, height } = options
  const page = await browser.newPage({ locale, viewport: { width, height } })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return { page, problems }
}
