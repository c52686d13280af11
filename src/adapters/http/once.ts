// How is the same thing fetched only once, however many callers ask for it?

/** Returns, for each key, the promise that was started first. */
export function once<Value>(): (key: string, start: () => Promise<Value>) => Promise<Value> {
  const started = new Map<string, Promise<Value>>();
  return (key, start) => {
    const running = started.get(key) ?? start();
    started.set(key, running);
    return running;
  };
}
