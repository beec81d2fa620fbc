package io.github.useremails.postgres;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Loops that wait for what another thread, process or server does. The condition of the loop decides, not the time. */
public final class Polling {

    private static final long PAUSE = Duration.ofMillis(1).toNanos();

    private Polling() {}

    /** Leaves the processor to what the loop waits for; a loop that spins would slow it down. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE);
    }
}
