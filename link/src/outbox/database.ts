/** Where unsent messages survive a reload: IndexedDB. */
import type { New } from "../wire";

/** One unsent message as it is kept. `owner`: the tab that sends it. */
export interface Stored {
  cid: string;
  conv?: string;
  new?: New;
  kind?: "message" | "note";
  body: string;
  lock?: number;
  at: number;
  owner: string;
}

/** Rejects where the browser keeps nothing. */
export interface OutboxDatabase {
  load(): Promise<Stored[]>;
  put(entry: Stored): Promise<unknown>;
  remove(cid: string): Promise<unknown>;
}

const TABLE = "outbox";

/** The IndexedDB called `name`; opened for each question, since an open one keeps a page out of the back-forward cache. */
export function indexedDatabase(name: string): OutboxDatabase {
  const run = <T>(work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open(name, 1);
      opening.onerror = reject;
      opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE, { keyPath: "cid" });
      opening.onsuccess = () => {
        const transaction = opening.result.transaction(TABLE, "readwrite");
        const request = work(transaction.objectStore(TABLE));
        transaction.onabort = reject;
        transaction.oncomplete = () => {
          opening.result.close();
          resolve(request.result);
        };
      };
    });
  return {
    load: () => run<Stored[]>((table) => table.getAll()),
    put: (entry) => run((table) => table.put(entry)),
    remove: (cid) => run((table) => table.delete(cid)),
  };
}
