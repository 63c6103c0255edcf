package io.tweedie.models.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The head of a safetensors file: eight bytes of length, then that much JSON, then the data, which
 * the tensors must cover without gap or overlap
 * (https://github.com/huggingface/safetensors#format). The JSON is read piece by piece, since a
 * list in it may be as long as the header.
 */
final class SafetensorsHeader {

  /** The key that is no tensor. */
  static final String METADATA = "__metadata__";

  /** The format's own limit on the JSON, in bytes. */
  static final int MAX_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  // Header, tensor, shape: nothing in the format nests deeper.
  private static final int MAX_DEPTH = 3;

  // The largest models have a tenth of this in all their files.
  private static final int MAX_TENSORS = 500_000;

  // A table of names, as the parser keeps by default, fails on names that were made to collide.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /** One tensor as the JSON has it. */
  private record Entry(String dtype, List<Long> shape, long begin, long end) {}

  private SafetensorsHeader() {}

  static Contents read(FileChannel channel) throws IOException {
    long fileSize = channel.size();
    long length = length(channel, fileSize);
    ByteBuffer json = ByteBuffer.allocate((int) length);
    new FileRange(channel, LENGTH_BYTES, length).read(0, json);

    SafetensorsHeader header = new SafetensorsHeader();
    header.parse(json.array());
    long dataStart = LENGTH_BYTES + length;
    header.requireCover(fileSize - dataStart);
    return header.contents(channel, dataStart);
  }

  private Contents contents(FileChannel channel, long dataStart) throws FormatException {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Map<String, String> unread = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      String name = named.getKey();
      Entry entry = named.getValue();
      ElementType type = ElementType.ofSafetensors(entry.dtype());
      Optional<DType> dtype = type.dtype();
      if (dtype.isPresent()) {
        FileRange data =
            new FileRange(channel, dataStart + entry.begin(), entry.end() - entry.begin());
        tensors.put(name, StoredTensor.dense(name, dtype.get(), entry.shape(), data));
      } else {
        unread.put(name, type.refusal());
      }
    }
    return new Contents(tensors, unread, metadata, Set.of());
  }

  private static long length(FileChannel channel, long fileSize) throws IOException {
    if (fileSize < LENGTH_BYTES) {
      throw new FormatException(
          "%d bytes are too few for a safetensors file; download it again".formatted(fileSize));
    }
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    new FileRange(channel, 0, LENGTH_BYTES).read(0, bytes);
    long length = bytes.getLong(0);
    if (length < 0 || length > MAX_BYTES) {
      throw new FormatException(
          "the safetensors header claims %s bytes; at most %d are allowed"
              .formatted(Long.toUnsignedString(length), MAX_BYTES));
    }
    if (length > fileSize - LENGTH_BYTES) {
      throw new FormatException(
          "the safetensors header claims %d bytes, but the file has only %d in all; it seems cut"
                  .formatted(length, fileSize)
              + " short, so download it again");
    }
    return length;
  }

  private void parse(byte[] json) throws IOException {
    // A decoder of our own: the parser would guess UTF-16 where the format says UTF-8.
    InputStreamReader text =
        new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FormatException("the safetensors header is not a JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (name.equals(METADATA)) {
          readMetadata(parser);
        } else {
          entries.put(name, entry(name, parser));
        }
        if (entries.size() > MAX_TENSORS) {
          throw new FormatException(
              "the safetensors header has more than %d tensors; split the file"
                  .formatted(MAX_TENSORS));
        }
      }
      if (parser.nextToken() != null) {
        throw new FormatException("the safetensors header goes on after its JSON object");
      }
    } catch (StreamConstraintsException e) {
      throw new FormatException(
          "the safetensors header is damaged: it is nested deeper, or has longer names or numbers,"
              + " than the format has",
          e);
    } catch (JsonProcessingException e) {
      throw new FormatException("the safetensors header is damaged: " + e.getOriginalMessage(), e);
    } catch (CharacterCodingException e) {
      throw new FormatException("the safetensors header is not UTF-8", e);
    }
  }

  private void readMetadata(JsonParser parser) throws IOException {
    boolean text = parser.nextToken() == JsonToken.START_OBJECT;
    while (text && parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      text = parser.nextToken() == JsonToken.VALUE_STRING;
      metadata.put(key, parser.getText());
    }
    if (!text) {
      throw new FormatException("the metadata of the safetensors header must be text throughout");
    }
  }

  private static Entry entry(String name, JsonParser parser) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw malformed(name);
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (parser.currentName()) {
        case "dtype" -> dtype = parser.nextTextValue();
        case "shape" -> shape = wholeNumbers(name, parser);
        case "data_offsets" -> offsets = wholeNumbers(name, parser);
        default -> throw malformed(name);
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw malformed(name);
    }
    return new Entry(dtype, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> wholeNumbers(String name, JsonParser parser) throws IOException {
    List<Long> numbers = new ArrayList<>();
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw malformed(name);
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw malformed(name);
      }
      if (numbers.size() == StoredTensor.MAX_RANK) {
        throw new FormatException(
            "tensor %s has more than %d dimensions, which is all that are possible"
                .formatted(FormatException.quoted(name), StoredTensor.MAX_RANK));
      }
      numbers.add(parser.getLongValue());
    }
    return numbers;
  }

  private static FormatException malformed(String name) {
    return new FormatException(
        ("the safetensors header is damaged: tensor %s needs a dtype, a shape of whole numbers and"
                + " two data_offsets, and nothing else")
            .formatted(FormatException.quoted(name)));
  }

  private void requireCover(long dataBytes) throws FormatException {
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(
        Comparator.<Map.Entry<String, Entry>>comparingLong(named -> named.getValue().begin())
            .thenComparingLong(named -> named.getValue().end()));
    long covered = 0;
    for (Map.Entry<String, Entry> named : sorted) {
      Entry entry = named.getValue();
      if (entry.begin() != covered || entry.end() < entry.begin()) {
        throw new FormatException(
            "tensor %s lies at bytes %d to %d where the next should begin at %d: the tensors"
                    .formatted(
                        FormatException.quoted(named.getKey()), entry.begin(), entry.end(), covered)
                + " overlap or leave gaps; write the file again");
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw new FormatException(
          "the tensors take %d bytes of data, but the file has %d; it is cut short or has something"
                  .formatted(covered, dataBytes)
              + " appended, so download it again");
    }
  }
}
