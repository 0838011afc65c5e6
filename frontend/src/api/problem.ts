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

/** The service did not answer at all; said without the catalogue, which may not have come either. */
export function unreachable(language: string): Problem {
  return new Problem(0, 'offline', language.startsWith('zh') ? '无法连接服务，请检查网络。' : 'The service cannot be reached.')
}

/** What is shown is past: nothing can be done to it. */
export function ofThePast(language: string): Problem {
  return new Problem(0, 'past', language.startsWith('zh') ? '复盘只能看，不能操作。' : 'A replay is looked at; nothing is done in it.')
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
