// The name is asked for once in each browser. Storage throws where the browser forbids it: then it is asked again, no more.
const name = document.querySelector('#name')
const key = 'tocsin.createdBy'

if (name) {
  try {
    name.value ||= localStorage.getItem(key) ?? ''
  } catch {
    name.value ||= ''
  }
  name.form.addEventListener('submit', () => {
    try {
      localStorage.setItem(key, name.value.trim())
    } catch {
      name.value = name.value.trim()
    }
    // One press is one wish; the page that comes next says what came of it.
    name.form.querySelector('button').disabled = true
  })
}
// A page that comes back from the browser's memory may be pressed again.
addEventListener('pageshow', () => {
  const button = document.querySelector('button')
  if (button) button.disabled = false
})

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
for (const time of document.querySelectorAll('time')) time.textContent = clock.format(new Date(time.dateTime))
