/** Errors of the service as RFC 9457 problems, and what a field-level refusal says where. */

export interface FieldError {
  field: string
  message: string
}

interface ProblemBody {
  title?: string
  status?: number
  detail?: unknown
  code?: string
  facts?: Record<string, unknown>
  request_id?: string
}

/** A call that was refused or did not get through; `code` is stable, `message` is for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly facts: Record<string, unknown> = {},
    readonly requestId: string | null = null,
  ) {
    super(message)
  }

  /** Return the refusals that name a field, outermost field first ("position.lon"). */
  get fieldErrors(): FieldError[] {
    const listed = this.facts.errors ?? this.facts.fields
    if (Array.isArray(listed)) return listed.map(fieldError)
    if (typeof this.facts.field === 'string') return [{ field: this.facts.field, message: this.message }]
    return []
  }
}

function fieldError(entry: unknown): FieldError {
  const record = (entry ?? {}) as Record<string, unknown>
  const path = record.field ?? record.loc ?? ''
  const field = Array.isArray(path) ? path.filter((part) => part !== 'body').join('.') : String(path)
  return { field, message: String(record.message ?? record.msg ?? '') }
}

/** Read an error body of whatever shape into a problem. */
export function problemFrom(status: number, body: unknown): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as ProblemBody
  if (Array.isArray(given.detail)) {
    return new Problem(status, 'invalid', given.detail.map(fieldError).map((e) => e.message).join('; '), {
      errors: given.detail,
    })
  }
  const message = typeof given.detail === 'string' ? given.detail : (given.title ?? `HTTP ${status}`)
  return new Problem(status, given.code ?? 'unknown', message, given.facts ?? {}, given.request_id ?? null)
}
