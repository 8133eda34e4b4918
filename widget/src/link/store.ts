/** Where unsent messages survive a reload: IndexedDB. */
import type { New } from "./wire";

/** One unsent message as it is kept. `owner`: the tab that sends it. */
export interface Stored {
  cid: string;
  conv: string | null;
  new: New | null;
  kind: "message" | "note";
  body: string;
  lock: number | null;
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
  const run = async <T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    opened ??= open(name);
    const transaction = (await opened).transaction(TABLE, mode);
    const request = work(transaction.objectStore(TABLE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    load: () => run<Stored[]>("readonly", (table) => table.getAll()),
    put: (entry) => run("readwrite", (table) => table.put(entry)),
    remove: (cid) => run("readwrite", (table) => table.delete(cid)),
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "cid" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
