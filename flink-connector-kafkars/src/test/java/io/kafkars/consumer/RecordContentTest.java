package io.kafkars.consumer;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;

class RecordContentTest {

    private static byte[] read(Deserializer<byte[]> deserializer) {
        ByteBuffer inTheClientsBuffer = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);
        return deserializer.deserialize("t", new RecordHeaders(), inTheClientsBuffer);
    }

    @Test
    void onlyWhatIsWantedIsCopied() {
        var keysOnly = new RecordContent(true, false, false);
        assertThat(read(keysOnly.keyDeserializer())).containsExactly(1, 2);
        assertThat(read(keysOnly.valueDeserializer())).isNull();

        var valuesOnly = new RecordContent(false, true, false);
        assertThat(read(valuesOnly.keyDeserializer())).isNull();
        assertThat(read(valuesOnly.valueDeserializer())).containsExactly(1, 2);
    }
}
