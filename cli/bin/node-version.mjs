// Plain JavaScript that any Node can load: older Nodes cannot even parse the TypeScript that follows.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `tocsin: this is Node ${process.versions.node}, and Tocsin runs on Node 24 or newer.\n` +
      'The project brings Node 24 itself, as a devDependency that npm scripts find first on PATH.\n' +
      'Run `npm ci` (without --ignore-scripts and without --omit=dev), then use `npm start`, `npm test` or `npx node ...`.\n',
  )
  process.exit(1)
}
