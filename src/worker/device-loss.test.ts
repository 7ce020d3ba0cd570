import { describe, expect, it } from 'vitest';
import { DeviceLost, DeviceWatch, withOneRetry } from './device-loss';

const never = new Promise<never>(() => {});

describe('work on a device', () => {
  it('comes out as it is while the device lasts', async () => {
    const watch = new DeviceWatch();
    expect(await watch.during(Promise.resolve(3))).toBe(3);
    await expect(watch.during(Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  });

  it('that never ends, or fails before or after the news, is lost with the device', async () => {
    const hanging = new DeviceWatch();
    const work = hanging.during(never);
    hanging.lose('driver reset');
    await expect(work).rejects.toEqual(new DeviceLost('driver reset'));
    await expect(hanging.during(never)).rejects.toBeInstanceOf(DeviceLost);

    const early = new DeviceWatch();
    const failing = early.during(Promise.reject(new Error('mapAsync failed')));
    setTimeout(() => early.lose('gone'), 20);
    await expect(failing).rejects.toBeInstanceOf(DeviceLost);
  });

  it('that a busy graphics process cuts off is lost however late the news comes', async () => {
    const watch = new DeviceWatch();
    const failing = watch.during(Promise.reject(new DOMException('Buffer was unmapped', 'AbortError')));
    setTimeout(() => watch.lose('gone'), 1500);
    await expect(failing).rejects.toEqual(new DeviceLost('gone'));
  });

  it('begins again once, and only after the device was lost', async () => {
    const tries: boolean[] = [];
    const failing = (...errors: Error[]) =>
      withOneRetry(async (isRetry) => {
        tries.push(isRetry);
        const error = errors.shift();
        if (error) throw error;
        return 'done';
      });
    expect(await failing(new DeviceLost('a'))).toBe('done');
    expect(tries.splice(0)).toEqual([false, true]);
    await expect(failing(new DeviceLost('a'), new DeviceLost('b'))).rejects.toEqual(new DeviceLost('b'));
    expect(tries.splice(0)).toEqual([false, true]);
    await expect(failing(new Error('other'))).rejects.toThrow('other');
    expect(tries).toEqual([false]);
  });
});
