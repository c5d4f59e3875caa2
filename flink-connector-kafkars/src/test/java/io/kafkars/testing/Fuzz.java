package io.kafkars.testing;

import java.util.Arrays;
import java.util.Random;

/**
 * Random inputs from a seed, for readers of what may be damaged or wrong. A million for each of
 * them:
 *
 * <pre>{@code
 * mvn -pl flink-connector-kafkars test -Dtest='*FuzzTest' -Dfuzz.tries=1000000
 * }</pre>
 */
public final class Fuzz {

    private static final int LONGEST = 200;

    /** Numbers that are limits of something. */
    private static final byte[][] LIMITS = {
        {0x7f, -1, -1, -1},
        {-1, -1, -1, -1},
        {(byte) 0x80, 0, 0, 0},
        {0, 0, 0, 0},
        {-1, -1, -1, -1, 0x07},
        {-1, -1, -1, -1, 0x0f},
        {0x7f, -1, -1, -1, -1, -1, -1, -1},
        {-1, -1}
    };

    private final Random random;

    public Fuzz(long seed) {
        random = new Random(seed);
    }

    /** How many inputs to try: as told, and otherwise so many. */
    public static int tries(int usual) {
        return Integer.getInteger("fuzz.tries", usual);
    }

    public Random random() {
        return random;
    }

    /** Bytes that never were valid, or some that once were. */
    public byte[] bytes(byte[][] valid) {
        return random.nextInt(4) == 0 ? noise() : mutated(valid[random.nextInt(valid.length)]);
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] valid) {
        byte[] bytes = valid.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = bytes.length == 0 ? noise() : changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> {
                byte[] limit = LIMITS[random.nextInt(LIMITS.length)];
                System.arraycopy(limit, 0, bytes, at, Math.min(limit.length, bytes.length - at));
            }
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return spliced(bytes, at, noise(), at);
            }
            default -> {
                return spliced(bytes, at, bytes, random.nextInt(bytes.length));
            }
        }
        return bytes;
    }

    /** The beginning of the one and the end of the other. */
    private static byte[] spliced(byte[] head, int headEnd, byte[] tail, int tailStart) {
        int start = Math.min(tailStart, tail.length);
        byte[] bytes = Arrays.copyOf(head, headEnd + tail.length - start);
        System.arraycopy(tail, start, bytes, headEnd, tail.length - start);
        return bytes;
    }

    /** A text that is nearly the given one. */
    public String text(String valid) {
        var text = new StringBuilder(valid);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, character());
                case 1 -> text.setLength(at);
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, character());
                    }
                }
            }
        }
        return text.toString();
    }

    private char character() {
        return switch (random.nextInt(3)) {
            case 0 -> "0123456789-+:;,.='\" %\\$*()[]{}|\n\t\0".charAt(random.nextInt(34));
            case 1 -> (char) ('a' + random.nextInt(26));
            default -> (char) random.nextInt(Character.MAX_VALUE + 1);
        };
    }
}
