/** The shape of people.yml. What holds between its parts is in cross.ts. */
import { z } from 'zod'
import { durationSchema } from '../duration.ts'
import { scalarText } from '../raw.ts'
import { text, wants } from '../router/fields.ts'
import { locationSchema, weekdayRanges } from '../router/intervals.ts'
import {
  ADDRESS_FIELDS,
  checkHours,
  HOURS_FIELDS,
  hoursField,
  localField,
  momentField,
  namesField,
  turnField,
} from './fields.ts'

const ADDRESSES = Object.fromEntries(
  Object.entries(ADDRESS_FIELDS).map(([kind, field]) => [kind, field.optional()]),
) as { [K in keyof typeof ADDRESS_FIELDS]: z.ZodOptional<(typeof ADDRESS_FIELDS)[K]> }

const quietHoursField = z
  .strictObject(
    { ...HOURS_FIELDS, except: namesField('severities').default([]) },
    { error: wants('an object with from and to, such as { from: "22:00", to: "08:00" }') },
  )
  .superRefine(checkHours)

const language = z.enum(['zh', 'en'], { error: 'must be zh or en' })

/** Somebody of whom nothing is said has a name all the same: `li:`. */
const personSchema = z.preprocess(
  (person) => person ?? {},
  z.strictObject(
    {
      display_name: scalarText.optional(),
      ...ADDRESSES,
      language: language.optional(),
      timezone: locationSchema.optional(),
      quiet_hours: quietHoursField.optional(),
    },
    { error: wants('an object with e.g. display_name, wecom, mobile, email') },
  ),
)

const rotationSchema = z.strictObject(
  {
    people: namesField('people, in their order').min(1, { error: 'must name at least one of the people' }),
    every: turnField.prefault('1w'),
    starts: localField,
    hours: hoursField.optional(),
    weekdays: weekdayRanges(),
  },
  { error: wants('an object with people, every and starts') },
)

const overrideSchema = z.strictObject(
  { person: text, from: momentField, to: momentField },
  { error: wants('an object with person, from and to') },
)

const MIN_REFRESH_MS = 60_000

/** Read apart from the rest, since its address may come from the environment or a file. */
export const calendarSchema = z.strictObject(
  {
    url: z
      .string({ error: 'is missing; write url: ${NAME}, or url_file: FILE' })
      .refine((url) => /^https?:\/\/[^/\s]/.test(url) && URL.canParse(url), { error: 'must be an http(s) address' }),
    refresh: durationSchema()
      .refine((ms) => ms >= MIN_REFRESH_MS, { error: 'must be at least 1m' })
      .prefault('15m'),
  },
  { error: wants('an object with url and refresh') },
)

const onCallSchema = z
  .strictObject(
    {
      timezone: locationSchema.optional(),
      rotation: rotationSchema.optional(),
      rotations: z.array(rotationSchema, { error: 'must be a list of rotations' }).optional(),
      overrides: z.array(overrideSchema, { error: 'must be a list of overrides' }).default([]),
      calendar: z.unknown().optional(),
    },
    { error: wants('an object with e.g. rotation, overrides, calendar') },
  )
  .superRefine(({ rotation, rotations, calendar }, context) => {
    if (rotation && rotations) {
      context.addIssue({ code: 'custom', path: ['rotations'], message: 'write rotation or rotations, not both' })
    }
    if (!rotation && !rotations?.length && calendar === undefined) {
      context.addIssue({ code: 'custom', message: 'says who by none of rotation, rotations and calendar' })
    }
  })

export const peopleFileSchema = z.strictObject(
  {
    defaults: z
      .strictObject(
        { language: language.optional(), timezone: locationSchema.optional(), quiet_hours: quietHoursField.optional() },
        { error: wants('an object with language, timezone, quiet_hours') },
      )
      .default({}),
    people: z.record(z.string(), personSchema, { error: 'must map names to people' }).default({}),
    teams: z
      .record(z.string(), namesField('people and on-call schedules'), { error: 'must map team names to people' })
      .default({}),
    on_call: z.record(z.string(), onCallSchema, { error: 'must map names to on-call schedules' }).default({}),
  },
  { error: wants('an object with people, teams and on_call') },
)

export type PeopleFile = z.output<typeof peopleFileSchema>
