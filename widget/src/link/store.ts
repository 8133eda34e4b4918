/** Where unsent messages survive a reload: IndexedDB. */
import type { New } from "./wire";

/** One unsent message as it is kept. `owner`: the tab that sends it. */
export interface Stored {
  cid: string;
  conv?: string | undefined;
  new?: New | undefined;
  kind?: "message" | "note" | undefined;
  body: string;
  lock?: number | undefined;
  at: number;
  owner: string;
}

/** Rejects where the browser keeps nothing. */
export interface OutboxStore {
  load(): Promise<Stored[]>;
  put(entry: Stored): Promise<unknown>;
  remove(cid: string): Promise<unknown>;
}

const TABLE = "outbox";

/** A store in the IndexedDB called `name`, opened at the first use. */
export function indexedStore(name: string): OutboxStore {
  let opened: Promise<IDBDatabase> | undefined;
  const run = async <T>(work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    opened ??= open(name);
    const transaction = (await opened).transaction(TABLE, "readwrite");
    const { result } = await new Promise<IDBRequest<T>>((resolve, reject) => {
      const request = work(transaction.objectStore(TABLE));
      transaction.oncomplete = () => resolve(request);
      transaction.onabort = reject;
    });
    return result;
  };
  return {
    load: () => run<Stored[]>((table) => table.getAll()),
    put: (entry) => run((table) => table.put(entry)),
    remove: (cid) => run((table) => table.delete(cid)),
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "cid" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });
}
