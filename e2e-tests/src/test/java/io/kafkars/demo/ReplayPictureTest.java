// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.imageio.ImageIO;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayPictureTest {

    private static final long[] RISING = LongStream.range(0, 500).map(i -> i * 1_000_000).toArray();

    @TempDir private Path directory;

    @Test
    void bothSeriesAreDrawn() throws IOException {
        var file = directory.resolve("new/directory/picture.png");
        var level = LongStream.range(0, 500).map(i -> 400_000_000).toArray();

        new ReplayPicture("title").compared("level", level).shown("rising", RISING).writeTo(file);

        var picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isEqualTo(1200);
        assertThat(picture.getHeight()).isEqualTo(700);
        assertThat(pixels(picture, ReplayPicture.SHOWN)).isGreaterThan(1000);
        assertThat(pixels(picture, ReplayPicture.COMPARED)).isGreaterThan(1000);
    }

    @Test
    void aSourceWithoutRecordsIsLeftOut() throws IOException {
        var file = directory.resolve("picture.png");

        new ReplayPicture("title")
                .compared("none", new long[0])
                .shown("some", RISING)
                .writeTo(file);

        var picture = ImageIO.read(file.toFile());
        assertThat(pixels(picture, ReplayPicture.SHOWN)).isGreaterThan(1000);
        assertThat(pixels(picture, ReplayPicture.COMPARED)).isZero();
    }

    private static long pixels(BufferedImage picture, Color color) {
        var colors =
                picture.getRGB(
                        0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        return Arrays.stream(colors).filter(rgb -> rgb == color.getRGB()).count();
    }
}
