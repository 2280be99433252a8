/** What Go's html/template writes, case by case; and what is refused here. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTemplates, renderHtml, type TemplateInput, templateData } from '../index.ts'
import { rendered } from '../testing/sample.ts'

const page = (text: string): string => {
  const result = rendered(text, { using: renderHtml })
  return result.ok ? result.text : `! ${result.message}`
}

describe('values are escaped for their place', () => {
  test.each([
    ['text', '<p>{{ "<b>\'\\"&+" }}</p>', '<p>&lt;b&gt;&#39;&#34;&amp;&#43;</p>'],
    ['text in a title', '<title>{{ "</title>" }}</title>', '<title>&lt;/title&gt;</title>'],
    ['an attribute', `<p title="{{ "a\\"b" }}" class='{{ "a'b" }}'></p>`, '<p title="a&#34;b" class=\'a&#39;b\'></p>'],
    ['an address', '<a href="{{ "http://x/a b?c=d&e=%20" }}"></a>', '<a href="http://x/a%20b?c=d&amp;e=%20"></a>'],
    ['a path', '<a href="/x/{{ "a b:c" }}"></a>', '<a href="/x/a%20b:c"></a>'],
    ['a query', '<a href="?q={{ "a b&c=d/é" }}&x={{ 1 }}"></a>', '<a href="?q=a%20b%26c%3dd%2f%c3%a9&x=1"></a>'],
    ['an escaped query', '<a href="?q={{ urlquery "a&b" }}"></a>', '<a href="?q=a%26b"></a>'],
    ['a style', '<p style="width: {{ 5 }}px; color: {{ "#f00" }}"></p>', '<p style="width: 5px; color: #f00"></p>'],
    ['trusted HTML', '<p>{{ safeHtml "<b>&amp;</b>" }}</p>', '<p><b>&amp;</b></p>'],
    ['trusted HTML in an attribute', '<p title="{{ safeHtml "<b>&amp;\\"</b>" }}"></p>', '<p title="&amp;&#34;"></p>'],
    ['an address that went through html', '<a href="{{ html "/x?a=b&c" }}"></a>', '<a href="/x?a=b&amp;c"></a>'],
    ['tags inside of a title', '<title><b>{{ .Status }}</b></title>', '<title>&lt;b>firing&lt;/b></title>'],
    ['escaped text is not escaped again', '{{ "<" | html }}', '&lt;'],
    ['nothing', '<p>{{ (dict).x }}</p>', '<p></p>'],
    ['a comment goes', 'a<!-- {{ .Status }} -->b', 'ab'],
    ['what is no tag', '1 < 2 <3', '1 &lt; 2 &lt;3'],
    ['a page type', '<!DOCTYPE html>', '<!DOCTYPE html>'],
    ['a branch inside a tag', '<td {{ if true }}class="x"{{ end }}>', '<td class="x">'],
  ])('%s', (_, text, expected) => {
    expect(page(text)).toBe(expected)
  })
})

describe('what would run something is replaced', () => {
  test.each([
    ['<a href="{{ "javascript:alert(1)" }}"></a>', '<a href="#ZgotmplZ"></a>'],
    ['<a href="{{ "JavaScript:x" }}"></a>', '<a href="#ZgotmplZ"></a>'],
    ['<a href="{{ "javascript" }}{{ ":x" }}"></a>', '<a href="javascript#ZgotmplZ"></a>'],
    ['<img src="{{ "data:text/html,x" }}">', '<img src="#ZgotmplZ">'],
    [
      '<a data-href="{{ "javascript:x" }}" xlink:href="{{ "vbscript:x" }}"></a>',
      '<a data-href="#ZgotmplZ" xlink:href="#ZgotmplZ"></a>',
    ],
    ['<a href="{{ "mailto:a@b" }}"></a>', '<a href="mailto:a@b"></a>'],
    ['<p style="background: {{ "url(javascript:x)" }}"></p>', '<p style="background: ZgotmplZ"></p>'],
    ['<a href="{{ safeUrl "tel:1" }}"></a>', '<a href="tel:1"></a>'],
  ])('%s', (text, expected) => {
    expect(page(text)).toBe(expected)
  })
})

describe('places that no value may stand in are refused', () => {
  test.each([
    ['<script>{{ .Status }}</script>', '1:12', 'inside <script>'],
    ['<style>p { color: {{ .Status }} }</style>', '1:22', 'inside <style>'],
    ['<a onclick="x({{ .Status }})"></a>', '1:18', 'into the script of attribute onclick'],
    ['<a href={{ .Status }}></a>', '1:12', 'without quotes'],
    ['<a href=x{{ .Status }}></a>', '1:13', 'without quotes'],
    ['<p {{ .Status }}></p>', '1:7', 'inside a tag'],
    ['<a{{ .Status }}>', '1:6', 'inside a tag'],
    ['{{ safeHtml "<script>" }}{{ .Status }}', '1:29', 'inside <script>'],
    ['<a href="', '1:10', 'the page ends inside the value of href'],
    ['<!-- x', '1:7', 'the page ends inside a comment'],
  ])('%s', (text, place, message) => {
    expect(page(text)).toContain(`text:${place}:`)
    expect(page(text)).toContain(message)
  })
})

test('no label, whatever is in it, gets out of its place', () => {
  const parsed = parseTemplates([])
  const compiled = parsed.ok
    ? parsed.set.parseText(
        '<p class="{{ .Receiver }}" style="color: {{ .ExternalURL }}">{{ .ExternalURL }}<a href="{{ .ExternalURL }}">x</a>' +
          `<a href='/?{{ .ExternalURL }}'>y</a></p>`,
      )
    : undefined
  if (!compiled?.ok) throw new Error('the page of this test does not parse')
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom('<', '>', '"', "'", '`', '&', '-->', '</p>', 'javascript:', ' ', '\n', '%', '/', '\\', 'x'),
      )
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const input: TemplateInput = {
        receiver: text,
        status: 'firing',
        reason: '',
        groupLabels: {},
        commonLabels: {},
        commonAnnotations: {},
        externalUrl: text,
        alerts: [],
      }
      const result = renderHtml(compiled.text, templateData(input), { now: 0 })
      expect(result.ok).toBe(true)
      if (!result.ok) return
      expect(result.text).toMatch(
        /^<p class="[^"'<>]*" style="color: [^"'<>()]*">[^"'<>]*<a href="[^"'<>\s]*">x<\/a><a href='\/\?[^"'<>\s]*'>y<\/a><\/p>$/,
      )
      expect(result.text).not.toMatch(/href="\s*javascript:/i)
    }),
    { numRuns: 2000 },
  )
})
