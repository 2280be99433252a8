/** `node healthy.mjs URL`: ends with 0 when the URL answers 2xx within two seconds. For health checks in containers. */

import { get } from 'node:http'

const request = get(process.argv[2] ?? '', { timeout: 2_000 }, (response) => {
  process.exit(response.statusCode !== undefined && response.statusCode < 300 ? 0 : 1)
})
request.once('timeout', () => process.exit(1))
request.once('error', () => process.exit(1))
