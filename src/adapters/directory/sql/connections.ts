/** A few connections shared by reads that come side by side: each is used by one read at a time. */

export interface Pool<C> {
  use<T>(work: (connection: C) => Promise<T>): Promise<T>;
}

export function createPool<C>(connections: readonly C[]): Pool<C> {
  const free = [...connections];
  const waiting: ((connection: C) => void)[] = [];
  const release = (connection: C) => {
    const next = waiting.shift();
    if (next) next(connection);
    else free.push(connection);
  };
  const take = (): Promise<C> => {
    const connection = free.shift();
    return connection === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(connection);
  };
  return {
    async use(work) {
      const connection = await take();
      try {
        return await work(connection);
      } finally {
        release(connection);
      }
    },
  };
}
