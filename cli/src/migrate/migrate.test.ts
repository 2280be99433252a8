import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../commands/migrate.ts'

const ALERTMANAGER = join(import.meta.dirname, 'golden', 'alertmanager.yml')
const SECRETS = /aaaa-1111|bbbb2222|cccc3333|SECdddd4444|eeee-5555|ffff6666|mail-password|aly-secret/

const TEMPLATES = [
  {
    Tplname: 'team-wx',
    Tpltype: 'wx',
    Tpl: '{{ range $k,$v:=.alerts }}**{{$v.labels.alertname}}**\r\n>开始: {{GetCSTtime $v.startsAt}}{{ end }}',
  },
  { Tplname: 'team-sms', Tpltype: 'txdx', Tpl: '{{ range $k,$v:=.alerts }}{{$v.annotations.description}}{{end}}' },
  {
    Tplname: 'team-mail',
    Tpltype: 'email',
    Tpl: '{{ range .alerts }}<a href={{.generatorURL}}>{{.value}}</a>{{ end }}',
  },
  { Tplname: 'team-json', Tpltype: 'webhook', Tpl: '{ {{ $a := index .alerts 0}}"name": "{{$a.labels.alertname}}" }' },
  { Tplname: 'unused', Tpltype: 'dd', Tpl: '{{ .nothing }}' },
]

const CONF = `# of the old machine
ALY_DX_AccessKeyId=LTAIexample
ALY_DX_AccessSecret=aly-secret
ALY_DX_SignName=示例公司
ALY_DX_Template=SMS_1234567
WorkWechat_CropID=xxxxx
Email_host=smtp.example.com
Email_password=mail-password
TXY_DH_phonecallsdkappid=xxxxx
`

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-migrate-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

async function run(change: { readonly text?: string; readonly conf?: string | undefined; readonly out?: string } = {}) {
  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text)
    return join(dir, name)
  }
  const lines: string[] = []
  const out = join(dir, change.out ?? 'out')
  const code = await migrate({
    file: file('alertmanager.yml', change.text ?? readFileSync(ALERTMANAGER, 'utf8')),
    templates: [file('export.json', JSON.stringify(TEMPLATES))],
    conf: change.conf === undefined ? undefined : file('app.conf', change.conf),
    out,
    print: (line) => lines.push(line.replaceAll(`${dir}/`, '')),
  })
  const read = (name: string) => readFileSync(join(out, name), 'utf8').replaceAll(`${dir}/`, '')
  return { code, lines, read }
}

describe('a file as people have it', () => {
  test('becomes one that passes the check, and says what it could not take', async () => {
    const { code, lines, read } = await run({ conf: CONF })
    expect(code).toBe(0)
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/said.txt')
    await expect(read('router.yml')).toMatchFileSnapshot('golden/router.yml')
    await expect(read('templates/prometheusalert.tmpl')).toMatchFileSnapshot('golden/prometheusalert.tmpl')
    await expect(read('tocsin.env.example')).toMatchFileSnapshot('golden/tocsin.env.example')
  })

  test('says no secret, anywhere', async () => {
    const { lines, read } = await run({ conf: CONF })
    expect(readFileSync(ALERTMANAGER, 'utf8') + CONF).toMatch(SECRETS)
    for (const text of [...lines, read('router.yml'), read('tocsin.env.example')]) expect(text).not.toMatch(SECRETS)
  })

  test('keeps every line that is no webhook of PrometheusAlert, in its order', async () => {
    const { read } = await run()
    const written = read('router.yml').split('\n')
    const kept = readFileSync(ALERTMANAGER, 'utf8')
      .split('\n')
      .filter((line) => !/prometheusalert|webhook_configs|send_resolved|max_alerts/.test(line))
    let at = 0
    for (const line of kept) {
      const found = written.indexOf(line, at)
      expect(found, line).toBeGreaterThanOrEqual(at)
      at = found + 1
    }
    expect(written.filter((line) => line.includes('#')).length).toBe(kept.filter((line) => line.includes('#')).length)
  })

  test('without app.conf it passes the check, and says what is to be filled in', async () => {
    const { code, lines } = await run()
    expect(code).toBe(0)
    expect(lines.join('\n')).toContain('fill in by hand what app.conf has as ALY_DX_SignName, ALY_DX_Template')
  })
})

const START = 'route: { receiver: a }\nreceivers:\n'
const WX = 'http://pa/prometheusalert?type=wx&tpl=team-wx&wxurl=https://q.example/?key=1'

describe('other shapes of a file', () => {
  test('channels that the receiver has already get more entries; lists of templates one more', async () => {
    const mine = '- name: a\n  webhook_configs: # two\n  - url: http://stay.example/\n'
    const text = `${START}${mine}  - url: ${WX}\n  wecom_robot_configs:\n      - url: http://q.example/?key=2 # mine\ntemplates: [ 'a/*.tmpl' ]\n`
    const { code, read } = await run({ text })
    expect(code).toBe(0)
    expect(read('router.yml')).toBe(
      `${START}${mine}  wecom_robot_configs:\n      - url: http://q.example/?key=2 # mine\n` +
        '      - url: ${TOCSIN_WECOM_ROBOT_URL}\n        content: \'{{ template "team-wx" . }}\'\n' +
        `templates: [ 'a/*.tmpl', "templates/*.tmpl"]\n`,
    )
  })

  test('a file without a line break at its end, and a block of templates', async () => {
    const text = `templates:\n- a.tmpl # mine\n${START}- name: a\n  webhook_configs:\n  - url: ${WX}`
    const { read } = await run({ text })
    expect(read('router.yml')).toBe(
      `templates:\n- a.tmpl # mine\n- "templates/*.tmpl"\n${START}- name: a\n  wecom_robot_configs:\n` +
        '    - url: ${TOCSIN_WECOM_ROBOT_URL}\n      content: \'{{ template "team-wx" . }}\'',
    )
  })

  test('what is written in braces is left alone, with its place', async () => {
    const { lines, code } = await run({ text: `${START}- { name: a, webhook_configs: [ { url: "${WX}" } ] }\n` })
    expect(lines[0]).toMatch(/^alertmanager\.yml:3:3: receiver "a" is written in braces or brackets/)
    expect(code).toBe(1)
  })

  test('receivers of vendors without a channel here are told by the check', async () => {
    const { code, lines } = await run({
      text: `${START}- name: a\n  webhook_configs:\n  - url: ${WX}\n  slack_configs: []\n`,
    })
    expect(code).toBe(1)
    expect(lines.at(-1)).toContain('there is no channel for "slack_configs"')
  })

  test('nothing is written where nothing points at PrometheusAlert, and nothing is replaced', async () => {
    const plain = await run({ text: `${START}- name: a\n  webhook_configs:\n  - url: http://x.example/\n` })
    expect([plain.code, plain.lines]).toEqual([1, [expect.stringContaining('nothing was written')]])
    await run()
    await expect(run()).rejects.toThrow(/router\.yml.*is there already/)
    await expect(run({ text: 'receivers: [', out: 'new' })).rejects.toThrow('alertmanager.yml:1:')
  })
})
