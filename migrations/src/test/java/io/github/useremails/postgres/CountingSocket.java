package io.github.useremails.postgres;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A socket on which a read counts as a round trip if something was written since the read before. So a long answer that
 * takes several reads counts once, and a look for notifications, before which nothing is sent, does not count.
 */
final class CountingSocket extends Socket {

    private final RoundTrips roundTrips;
    private final AtomicBoolean unanswered = new AtomicBoolean();

    CountingSocket(RoundTrips roundTrips) {
        this.roundTrips = roundTrips;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                boolean answers = asks();
                int next = in.read();
                travel(answers);
                return next;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                boolean answers = asks();
                int read = in.read(bytes, offset, length);
                travel(answers);
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int oneByte) throws IOException {
                unanswered.set(true);
                out.write(oneByte);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                unanswered.set(true);
                out.write(bytes, offset, length);
            }
        };
    }

    private boolean asks() {
        boolean asks = unanswered.getAndSet(false);
        if (asks) {
            roundTrips.add();
        }
        return asks;
    }

    /** After the answer is there: while a question and its answer are on the way, the server does nothing for it. */
    private void travel(boolean answers) {
        if (answers) {
            roundTrips.travel();
        }
    }
}
