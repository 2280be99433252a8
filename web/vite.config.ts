import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { answerFakeApi } from './src/testing/fake-api.ts'

/** The router's own header for the console: no inline script or style may be needed. */
const contentSecurityPolicy = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"

/** Made-up data to look at the screens without a router: `vite --mode fake`, or `vite preview --mode fake` for the built files. */
function fakeApi(): Plugin {
  return {
    name: 'tocsin-fake-api',
    configureServer: (server) => void server.middlewares.use(answerFakeApi),
    configurePreviewServer: (server) => void server.middlewares.use(answerFakeApi),
  }
}

const routerApi = { '/console/api': 'http://127.0.0.1:9093' }

export default defineConfig(({ mode }) => ({
  // Relative addresses: the router may serve the console under --web.route-prefix.
  base: './',
  root: import.meta.dirname,
  plugins: mode === 'fake' ? [react(), fakeApi()] : [react()],
  // No data: addresses either, which a strict policy would refuse.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0 },
  server: mode === 'fake' ? {} : { proxy: routerApi },
  preview: {
    headers: { 'content-security-policy': contentSecurityPolicy },
    ...(mode === 'fake' ? {} : { proxy: routerApi }),
  },
}))
