package dev.perigee.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A stretch of network that can be slow, cut, or swallow what is sent: stands between a node and its database. */
final class FaultProxy implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean swallowing;
    private volatile long delayNanos;

    FaultProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 200, LOOPBACK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Everything goes through again; what was swallowed is gone. */
    void pass() {
        swallowing = false;
        delayNanos = 0;
    }

    /** Each piece of data waits this long, in both directions. */
    void delay(long millis) {
        delayNanos = millis * 1_000_000;
    }

    /** Connections stay and are taken, but nothing that is sent ever arrives. */
    void swallow() {
        swallowing = true;
    }

    /** Cuts every connection with a reset. */
    void reset() {
        sockets.forEach(FaultProxy::reset);
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // One end has closed it a moment before.
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // The end.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            var database = new Socket(LOOPBACK, target);
            sockets.add(client);
            sockets.add(database);
            Thread.ofVirtual().start(() -> carry(client, database));
            Thread.ofVirtual().start(() -> carry(database, client));
        } catch (IOException e) {
            // Nobody takes connections there just now.
            client.close();
        }
    }

    private void carry(Socket from, Socket to) {
        var buffer = new byte[16_384];
        boolean lost = false;
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                // A stream with a hole in it is no longer the protocol that both speak, so it stays dead.
                lost |= swallowing;
                if (!lost) {
                    LockSupport.parkNanos(delayNanos);
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
            while (swallowing) {
                // Not even the end of a connection gets through.
                LockSupport.parkNanos(100_000_000);
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        swallowing = false;
        reset();
    }
}
