package io.kafkars.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between clients and a server that a test cuts, heals and slows down. While it is cut,
 * connections stay and can be opened, and nothing comes through, as if packets were lost. Before
 * {@link #forwardTo} it is cut. Any thread may call it.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int CHUNK = 4 * 1024;

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** Guarded by this. */
    private InetSocketAddress target;

    private boolean cut;
    private boolean closed;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private final AtomicLong slowBytes = new AtomicLong();

    private TcpProxy() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        start("accept", this::accept);
    }

    /** Opens a port. */
    public static TcpProxy open() {
        try {
            return new TcpProxy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A broker whose clients, but for the first request of each, come by the proxy. */
    public static EmbeddedKafka startKafka(TcpProxy proxy) {
        var kafka =
                EmbeddedKafka.start(
                        Map.of("advertised.listeners", "EXTERNAL://" + proxy.address()));
        String address = kafka.bootstrapServers();
        proxy.forwardTo(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        return kafka;
    }

    /** {@code host:port} for clients. */
    public String address() {
        return "localhost:" + server.getLocalPort();
    }

    public synchronized void forwardTo(int port) {
        target = new InetSocketAddress("localhost", port);
        notifyAll();
    }

    public synchronized void cut() {
        cut = true;
    }

    public synchronized void heal() {
        cut = false;
        notifyAll();
    }

    /** In each direction of each connection. */
    public void slowDown(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    public void speedUp() {
        bytesPerSecond = Long.MAX_VALUE;
    }

    /** What came through while the network was slow. */
    public long slowBytes() {
        return slowBytes.get();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            sockets.add(client);
            start("connect", () -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException, InterruptedException {
        awaitNetwork();
        var remote = new Socket();
        sockets.add(remote);
        remote.connect(target());
        start("up", () -> forward(client, remote));
        start("down", () -> forward(remote, client));
    }

    private synchronized InetSocketAddress target() {
        return target;
    }

    private void forward(Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            byte[] chunk = new byte[CHUNK];
            for (int read = from.getInputStream().read(chunk); read >= 0; ) {
                awaitNetwork();
                delay(read);
                to.getOutputStream().write(chunk, 0, read);
                read = from.getInputStream().read(chunk);
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void delay(int bytes) {
        long speed = bytesPerSecond;
        if (speed < Long.MAX_VALUE) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(bytes) / speed);
            slowBytes.addAndGet(bytes);
        }
    }

    private synchronized void awaitNetwork() throws InterruptedException, SocketException {
        while (!closed && (cut || target == null)) {
            wait();
        }
        if (closed) {
            throw new SocketException("The proxy is closed");
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Work work) {
        var thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException | InterruptedException e) {
                                // One of the sides has closed the connection.
                            }
                        },
                        "proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }
}
