package io.tweedie.images;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The bytes of an image file, which can be read from the start as often as needed. */
interface Content {

  /** What to call the file in messages. */
  String name();

  /** Number of bytes. */
  long size() throws IOException;

  /** A stream from the first byte on, which can be marked. */
  InputStream open() throws IOException;

  /** The same for decoders, which move to and fro. */
  ImageInputStream openImage() throws IOException;

  /** A file on disk; it is never held in memory as a whole. */
  static Content of(Path file) {
    return new OnDisk(file);
  }

  /** The bytes of a whole file in memory. */
  static Content of(byte[] bytes, String name) {
    return new InMemory(bytes, name);
  }

  /** See {@link #of(Path)}. */
  record OnDisk(Path file) implements Content {

    private static final int BUFFER = 1 << 16;

    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public long size() throws IOException {
      return Files.size(file);
    }

    @Override
    public InputStream open() throws IOException {
      return new BufferedInputStream(Files.newInputStream(file), BUFFER);
    }

    @Override
    public ImageInputStream openImage() throws IOException {
      return new FileImageInputStream(file.toFile());
    }
  }

  /** See {@link #of(byte[], String)}. */
  record InMemory(byte[] bytes, String name) implements Content {

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public ImageInputStream openImage() {
      return new MemoryCacheImageInputStream(open());
    }
  }
}
