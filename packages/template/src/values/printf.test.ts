/** Answers of Go's fmt package, case by case. */
import { expect, test } from 'vitest'
import { textOf } from '../testing/sample.ts'

const NAMES = '.CommonLabels.Names'

test.each([
  // Numbers.
  ['"%5d|%-5d|%05d|%+d|% d" 42 42 42 42 42', '   42|42   |00042|+42| 42'],
  ['"%x|%X|%#x|%o|%#o|%O|%b|%08b|%x" 255 255 255 8 8 8 5 5 -255', 'ff|FF|0xff|10|010|0o10|101|00000101|-ff'],
  ['"%c|%q|%U|%#U" 65 65 0x1F600 0x1F600', "A|'A'|U+1F600|U+1F600 '😀'"],
  ['"%5.1d|%.3d|%+05d|%.0d|" 7 7 7 0', '    7|007|+0007||'],
  [
    '"%f|%.2f|%.0f|%.0f|%.0f|%8.3f|%-8.2f|%08.2f" 0.1 99.5 0.5 1.5 2.5 3.14159 2.5 -3.14159',
    '0.100000|99.50|0|2|2|   3.142|2.50    |-0003.14',
  ],
  ['"%f" 1e21', '1000000000000000000000.000000'],
  [
    '"%g|%g|%v|%e|%E|%G|%.3g|%.10g" 1e6 1e20 1e21 1234.5678 0.00012 1e-10 1234.5678 1234.5678',
    '1e+06|1e+20|1e+21|1.234568e+03|1.200000E-04|1E-10|1.23e+03|1234.5678',
  ],
  ['"%+v %+v %+.1f % .2f" 1 1.0 2.0 1.5', '1 1 +2.0  1.50'],
  // Texts.
  ['"%s|%10s|%-10s|%.2s|%05s" "héllo" "héllo" "héllo" "héllo" "ab"', 'héllo|     héllo|héllo     |hé|000ab'],
  [
    '"%q|%#q|%+q|%x|%X|% x|%#x" "h\\té\\"" "a" "é" "hé" "hé" "hé" "hé"',
    '"h\\té\\""|`a`|"\\u00e9"|68c3a9|68C3A9|68 c3 a9|0x68c3a9',
  ],
  ['"%.3s|%6s|%-6s|" "日本語x" "日本" "日本"', '日本語|    日本|日本    |'],
  ['"%q" "\\x00\\u200b\\ufeff\\u00a0"', '"\\x00\\u200b\\ufeff\\u00a0"'],
  ['"%t|%v|%6v|%-6v|" true false true 1', 'true|false|  true|1     |'],
  // Lists, maps, structs.
  [
    `"%v|%s|%q|%d" ${NAMES} ${NAMES} ${NAMES} (list 1 2)`,
    '[alertname severity zone]|[alertname severity zone]|["alertname" "severity" "zone"]|[1 2]',
  ],
  [`"%d" (stringSlice "x")`, '[%!d(string=x)]'],
  [`"%10v|" (stringSlice "x" "y")`, '[         x          y]|'],
  [
    '"%v %+v" (index .CommonLabels.SortedPairs 0) (index .CommonLabels.SortedPairs 0)',
    '{alertname DiskFull} {Name:alertname Value:DiskFull}',
  ],
  ['"%v %v" (dict "b" 1 "a" nil) (list "a" nil)', 'map[a:<nil> b:1] [a <nil>]'],
  [
    '"%v %s %d" .GroupLabels .GroupLabels .GroupLabels',
    'alertname=DiskFull alertname=DiskFull map[%!d(string=alertname):%!d(string=DiskFull)]',
  ],
  [
    '"%#v %#v %#v %#v" "a\\"b" 1 (stringSlice "a") (dict "a" 1)',
    '"a\\"b" 1 []string{"a"} map[string]interface {}{"a":1}',
  ],
  ['"%T %T %T %T %T %T" 1 1.5 "s" true .Alerts .CommonLabels', 'int float64 string bool template.Alerts template.KV'],
  // Times.
  [
    '"%s %q" (index .Alerts 1).StartsAt (index .Alerts 1).StartsAt',
    '2023-11-14 22:13:20 +0000 UTC "2023-11-14 22:13:20 +0000 UTC"',
  ],
  [
    '"%d %T %s" (index .Alerts 0).StartsAt.Month (index .Alerts 0).StartsAt.Month (index .Alerts 0).StartsAt.Weekday',
    '11 time.Month Tuesday',
  ],
  // Order and stars.
  ['"%[2]d %[1]d|%d %[1]d %d" 1 2', '2 1|2 1 2'],
  ['"%*d|%-*d|%.*f" 5 1 5 2 2 3.14159', '    1|2    |3.14'],
  // Mistakes.
  ['"%d" "x"', '%!d(string=x)'],
  ['"%s %f %t %c" 1 1 "x" "y"', '%!s(int=1) %!f(int=1) %!t(string=x) %!c(string=y)'],
  ['"%-8s|%5d" 1 true', '%!s(int=1       )|%!d(bool= true)'],
  ['"%d %d" 1', '1 %!d(MISSING)'],
  ['"%d" 1 2 "z"', '1%!(EXTRA int=2, string=z)'],
  ['"100%"', '100%!(NOVERB)'],
  ['"%z %! %%" 1 2', '%!z(int=1) %!!(int=2) %'],
  ['"%s %v" nil nil', '%!s(<nil>) <nil>'],
  ['"%[5]d" 1', '%!d(BADINDEX)'],
  ['"%*d" "a" 1', '%!(BADWIDTH)1'],
])('printf %s', (args, expected) => {
  expect(textOf(`{{ printf ${args} }}`)).toBe(expected)
})

test.each([
  ['print 1 2 "a" "b" 3 4', '1 2ab3 4'],
  ['println 1 "a" 2', '1 a 2\n'],
  ['print nil', '<nil>'],
  ['print', ''],
  ['.CommonLabels', 'alertname=DiskFull, severity=critical, zone=eu'],
  ['.CommonLabels.SortedPairs', 'alertname=DiskFull, severity=critical, zone=eu'],
  ['.CommonLabels.Values', '[DiskFull critical eu]'],
  ['(dict "a" 1 "b" (list 1 "x"))', 'map[a:1 b:[1 x]]'],
  [
    '(index .Alerts 1)',
    '{resolved alertname=DiskFull, node=b, severity=critical, zone=eu  2023-11-14 22:13:20 +0000 UTC 2023-11-14 23:13:20 +0000 UTC  f2}',
  ],
  ['(index .Alerts 0).EndsAt', '0001-01-01 00:00:00 +0000 UTC'],
])('{{ %s }}', (text, expected) => {
  expect(textOf(`{{ ${text} }}`)).toBe(expected)
})
