/** One WebSocket that stays up: hello with the last seq, resume, backoff, and a watch on silence. */
import type { EventOut, Position } from '@/api/models'

export type Health = 'connecting' | 'live' | 'delayed' | 'offline'

export interface Listener {
  /** The last seq that is already in the picture. */
  lastSeq(): number
  events(events: EventOut[]): void
  positions(positions: Position[]): void
  heartbeat(seq: number, at: string): void
  /** The gap is too large: fetch a snapshot; the connection waits and says hello again. */
  reset(): Promise<void>
  health(health: Health): void
  /** The service no longer knows this session. */
  refused(): void
}

type Message =
  | { type: 'events'; events: EventOut[] }
  | { type: 'positions'; positions: Position[] }
  | { type: 'heartbeat'; seq: number; at: string }
  | { type: 'reset' }
  | { type: 'going_away'; seq: number }

const SILENCE_MS = 20_000
const GIVE_UP_MS = 40_000
const LONGEST_WAIT_MS = 15_000
/** The state of a socket that is open; before it is opening. */
const OPEN = 1
const REFUSED = new Set([4001, 4003, 4401, 4403, 1008])

/** Return how long to wait before attempt number `attempt`, spread out so that clients do not storm. */
export function backoffMs(attempt: number, random: number = Math.random()): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt)
  return Math.round(ceiling * (0.5 + random / 2))
}

/** Close a socket; one that is still being opened is closed once it is, which no browser complains of. */
function leave(socket: WebSocket): void {
  if (socket.readyState === 0) socket.onopen = () => socket.close()
  else socket.close()
}

export class LiveConnection {
  private socket: WebSocket | null = null
  private prepared: WebSocket | null = null
  private attempt = 0
  private heardAt = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private watchTimer: ReturnType<typeof setInterval> | undefined
  private stopped = true

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private readonly open: (url: string) => WebSocket = (target) => new WebSocket(target),
  ) {}

  /** Open the socket while the first picture is still coming; nothing is said on it before the start. */
  prepare(): void {
    this.prepared = this.open(this.url)
  }

  start(): void {
    this.stopped = false
    this.listener.health('connecting')
    this.connect(this.takePrepared())
    this.watchTimer = setInterval(() => this.watchSilence(), 2_000)
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.retryTimer)
    clearInterval(this.watchTimer)
    if (this.socket) leave(this.socket)
    if (this.prepared) leave(this.prepared)
    this.socket = this.prepared = null
  }

  /** Try again at once, for instance when the network came back. */
  retryNow(): void {
    if (this.stopped || this.socket) return
    clearTimeout(this.retryTimer)
    this.connect()
  }

  /** The machine says that it has no network: that is known now, not after a long silence. */
  lost(): void {
    const socket = this.socket
    if (!socket) return
    this.closed(socket, 1006)
    socket.close()
  }

  /** Return the socket that was opened beforehand, unless it has been closed meanwhile. */
  private takePrepared(): WebSocket | undefined {
    const prepared = this.prepared
    this.prepared = null
    return prepared && prepared.readyState <= OPEN ? prepared : undefined
  }

  private connect(socket: WebSocket = this.open(this.url)): void {
    this.socket = socket
    this.heardAt = Date.now()
    if (socket.readyState === OPEN) this.sayHello(socket)
    else socket.onopen = () => this.sayHello(socket)
    socket.onmessage = (message) => void this.receive(socket, String(message.data))
    socket.onclose = (close) => this.closed(socket, close.code)
  }

  private sayHello(socket: WebSocket): void {
    socket.send(JSON.stringify({ type: 'hello', after: this.listener.lastSeq() }))
  }

  private async receive(socket: WebSocket, text: string): Promise<void> {
    if (socket !== this.socket) return
    this.heardAt = Date.now()
    const message = JSON.parse(text) as Message
    switch (message.type) {
      case 'events':
        this.listener.events(message.events)
        return this.alive()
      case 'positions':
        this.listener.positions(message.positions)
        return this.alive()
      case 'heartbeat':
        this.listener.heartbeat(message.seq, message.at)
        return this.alive()
      case 'reset':
        return this.startOver(socket)
      case 'going_away':
        this.listener.health('delayed')
    }
  }

  private alive(): void {
    this.attempt = 0
    this.listener.health('live')
  }

  /** Take a snapshot; when that fails the socket is given up and tried again later. */
  private async startOver(socket: WebSocket): Promise<void> {
    try {
      await this.listener.reset()
    } catch {
      this.closed(socket, 1006)
      return socket.close()
    }
    if (socket === this.socket) this.restart(socket)
  }

  /** After a snapshot the hello is said on a fresh socket, so that no event of the old one is missed. */
  private restart(socket: WebSocket): void {
    this.socket = null
    socket.close()
    this.connect()
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket || this.stopped) return
    this.socket = null
    if (REFUSED.has(code)) this.listener.refused()
    this.listener.health('offline')
    this.retryTimer = setTimeout(() => this.connect(), backoffMs(this.attempt++))
  }

  private watchSilence(): void {
    if (!this.socket) return
    const silence = Date.now() - this.heardAt
    if (silence > GIVE_UP_MS) this.lost()
    else if (silence > SILENCE_MS) this.listener.health('delayed')
  }
}
