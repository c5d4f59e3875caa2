// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import java.util.Base64;

/**
 * A message as arrakis publishes it, written by pyarrow: {@code time} int64, {@code id} uint32 and
 * {@code data} list of float32; rows (1187008882000000000, 3, [1, 2, null]) and
 * (1187008882000000000, 7, [4, 5, 6]).
 */
public final class ArrakisMessage {

    /** Size of the first message of the stream, its schema. */
    public static final int SCHEMA_SIZE = 288;

    public static final byte[] BYTES =
            Base64.getDecoder()
                    .decode(
                            "/////xgBAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAMA"
                                    + "AACsAAAAaAAAAAQAAABw////AAABDBQAAAAgAAAABAAAAAEAAAAYAAAABAAAAGRhdGEAAAAA"
                                    + "BAAEAAQAAACg////AAABAxAAAAAcAAAABAAAAAAAAAAEAAAAaXRlbQAABgAIAAYABgAAAAAA"
                                    + "AQDQ////AAABAhAAAAAcAAAABAAAAAAAAAACAAAAaWQAAAAABgAIAAQABgAAACAAAAAQABQA"
                                    + "CAAGAAcADAAAABAAEAAAAAAAAQIQAAAAIAAAAAQAAAAAAAAABAAAAHRpbWUAAAAACAAMAAgA"
                                    + "BwAIAAAAAAAAAUAAAAAAAAAA/////xgBAAAUAAAAAAAAAAwAFgAGAAUACAAMAAwAAAAAAwQA"
                                    + "GAAAAEgAAAAAAAAAAAAKABgADAAEAAgACgAAAJwAAAAQAAAAAgAAAAAAAAAAAAAACAAAAAAA"
                                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAABAAAAAAAAAA"
                                    + "CAAAAAAAAAAYAAAAAAAAAAAAAAAAAAAAGAAAAAAAAAAMAAAAAAAAACgAAAAAAAAAAQAAAAAA"
                                    + "AAAwAAAAAAAAABgAAAAAAAAAAAAAAAQAAAACAAAAAAAAAAAAAAAAAAAAAgAAAAAAAAAAAAAA"
                                    + "AAAAAAIAAAAAAAAAAAAAAAAAAAAGAAAAAAAAAAEAAAAAAAAAAPTXBEoaeRAA9NcEShp5EAMA"
                                    + "AAAHAAAAAAAAAAMAAAAGAAAAAAAAADsAAAAAAAAAAACAPwAAAEAAAAAAAACAQAAAoEAAAMBA"
                                    + "/////wAAAAA=");

    private ArrakisMessage() {}
}
