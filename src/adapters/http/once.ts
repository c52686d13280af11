// What is asked for several times is asked of the world once.

/** Gives, for each key, what was started for it first. */
export function once<Value>(): (key: string, start: () => Promise<Value>) => Promise<Value> {
  const started = new Map<string, Promise<Value>>();
  return (key, start) => {
    const running = started.get(key) ?? start();
    started.set(key, running);
    return running;
  };
}
