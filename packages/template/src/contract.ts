/** What users of the package hand in and get back. Times are milliseconds since the epoch. */

export interface TemplateFile {
  /** As problems and errors name it. Its last part is the name under which `{{ template }}` finds the whole file. */
  readonly file: string
  readonly text: string
}

/** One mistake in one text. Lines and columns count from one; a column counts characters. */
export interface TemplateProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** A text that was parsed against a set: what `render` and `renderHtml` take. */
export interface CompiledText {
  readonly file: string
  readonly text: string
}

/** Every `{{ define }}` of the default templates and of the given files: a later one replaces an earlier one. */
export interface TemplateSet {
  /** Defined names, sorted. */
  readonly names: readonly string[]
  /** For a field of a configuration. `file` is how problems and errors name the text, e.g. `router.yml (receiver "team", title)`. */
  parseText(
    text: string,
    options?: { readonly file?: string },
  ): { readonly ok: true; readonly text: CompiledText } | { readonly ok: false; readonly problems: TemplateProblem[] }
}

export type ParsedTemplates =
  | { readonly ok: true; readonly set: TemplateSet }
  | { readonly ok: false; readonly problems: TemplateProblem[] }

export interface RenderLimits {
  /** Nodes evaluated, plus work on long texts and lists. */
  readonly steps: number
  /** Templates that call templates, parentheses, branches within each other. */
  readonly depth: number
  /** UTF-16 units of the output, and of any text or list on the way. */
  readonly output: number
}

export interface RenderOptions {
  readonly now: number
  readonly limits?: Partial<RenderLimits>
}

export type Rendered =
  | { readonly ok: true; readonly text: string }
  /** `message` names template, file, line and column. It may quote the template, never more than a few characters of data. */
  | { readonly ok: false; readonly message: string }

type Labels = Readonly<Record<string, string>>

/** What a notification says, plainly. Source: Alertmanager `template/template.go`, `Data`. */
export interface TemplateInput {
  /** As configured; the data show it as Alertmanager does, with special characters of regular expressions escaped. */
  readonly receiver: string
  readonly status: 'firing' | 'resolved'
  /** `.NotificationReason`. */
  readonly reason: string
  readonly groupLabels: Labels
  readonly commonLabels: Labels
  readonly commonAnnotations: Labels
  /** Already rendered. */
  readonly routeLabels?: Labels
  readonly externalUrl: string
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved'
    readonly labels: Labels
    readonly annotations: Labels
    readonly startsAt: number
    /** Absent while firing: `.EndsAt` is then Go's zero time. */
    readonly endsAt?: number
    readonly generatorUrl: string
    readonly fingerprint: string
  }[]
}

/** What a text is rendered with; made by `templateData`. */
export interface TemplateData {
  readonly root: unknown
}
