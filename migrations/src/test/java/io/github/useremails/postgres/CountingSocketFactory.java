package io.github.useremails.postgres;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Public only because the driver makes it, by its name; see {@link RoundTrips}. */
public final class CountingSocketFactory extends SocketFactory {

    private final RoundTrips roundTrips;

    /**
     * Called by the driver.
     *
     * @param name of the counter
     */
    public CountingSocketFactory(String name) {
        this.roundTrips = RoundTrips.named(name);
    }

    @Override
    public Socket createSocket() {
        return new CountingSocket(roundTrips);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw theDriverConnectsItself();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw theDriverConnectsItself();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw theDriverConnectsItself();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw theDriverConnectsItself();
    }

    private static UnsupportedOperationException theDriverConnectsItself() {
        return new UnsupportedOperationException("the driver asks for unconnected sockets and connects them itself");
    }
}
