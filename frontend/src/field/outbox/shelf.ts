/** Where entries lie so that a reload or an empty battery loses none: IndexedDB, or memory where there is none. */
import { toRaw } from 'vue'

import { keptAs } from '@/app/worldAddress'

export interface Shelf<T> {
  all(): Promise<T[]>
  put(record: T): Promise<void>
  remove(key: string): Promise<void>
  /** Whether what is put here outlives the page. */
  readonly lasting: boolean
}

/** Keep records as long as the page lives. */
export class MemoryShelf<T extends { key: string }> implements Shelf<T> {
  readonly lasting = false
  private readonly records = new Map<string, T>()

  async all(): Promise<T[]> {
    return [...this.records.values()].map((record) => structuredClone(record))
  }

  async put(record: T): Promise<void> {
    this.records.set(record.key, structuredClone(toRaw(record)))
  }

  async remove(key: string): Promise<void> {
    this.records.delete(key)
  }
}

const DATABASE = keptAs('muster-field')
const STORES = ['entries', 'kept'] as const
type Store = (typeof STORES)[number]

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1)
    asked.onupgradeneeded = () => {
      for (const name of STORES) asked.result.createObjectStore(name, { keyPath: 'key' })
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
    asked.onblocked = () => reject(new Error('blocked'))
  })
}

/** Keep records in the browser's database: `put` has ended when they are on the disk. */
class LastingShelf<T extends { key: string }> implements Shelf<T> {
  readonly lasting = true
  constructor(private readonly database: IDBDatabase, private readonly store: Store) {}

  all(): Promise<T[]> {
    return new Promise((resolve, reject) => {
      const asked = this.database.transaction(this.store).objectStore(this.store).getAll()
      asked.onsuccess = () => resolve(asked.result as T[])
      asked.onerror = () => reject(asked.error)
    })
  }

  put(record: T): Promise<void> {
    return this.write((store) => store.put(toRaw(record)))
  }

  remove(key: string): Promise<void> {
    return this.write((store) => store.delete(key))
  }

  private write(work: (store: IDBObjectStore) => unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(this.store, 'readwrite', { durability: 'strict' })
      transaction.oncomplete = () => resolve()
      transaction.onerror = transaction.onabort = () => reject(transaction.error)
      work(transaction.objectStore(this.store))
    })
  }
}

/** Open a shelf; where the browser has no database, one that lasts as long as the page and says so. */
export async function openShelf<T extends { key: string }>(store: Store): Promise<Shelf<T>> {
  try {
    return new LastingShelf<T>(await opened(), store)
  } catch {
    return new MemoryShelf<T>()
  }
}
