package io.tweedie.models.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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

/**
 * The head of a safetensors file: eight bytes of length, then that much JSON, then the data, which
 * the tensors must cover without gap or overlap
 * (https://github.com/huggingface/safetensors#format).
 */
record SafetensorsHeader(Map<String, StoredTensor> tensors, Map<String, String> metadata) {

  /** The key that is no tensor. */
  static final String METADATA = "__metadata__";

  /** The format's own limit on the JSON, in bytes. */
  static final int MAX_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  // Header, tensor, shape: nothing in the format nests deeper.
  private static final int MAX_DEPTH = 3;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /** One tensor as the JSON has it; anything may be missing. */
  private record Entry(
      String dtype, List<Long> shape, @JsonProperty("data_offsets") List<Long> dataOffsets) {

    long begin() {
      return dataOffsets.get(0);
    }

    long end() {
      return dataOffsets.get(1);
    }
  }

  static SafetensorsHeader read(FileChannel channel) throws IOException {
    long fileSize = channel.size();
    long length = length(channel, fileSize);
    ByteBuffer json = ByteBuffer.allocate((int) length);
    new FileRange(channel, LENGTH_BYTES, length).read(0, json);

    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    parse(json.array(), entries, metadata);

    long dataStart = LENGTH_BYTES + length;
    requireCover(entries, fileSize - dataStart);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Entry entry = named.getValue();
      FileRange data =
          new FileRange(channel, dataStart + entry.begin(), entry.end() - entry.begin());
      DType dtype = DType.ofSafetensors(entry.dtype());
      tensors.put(named.getKey(), StoredTensor.dense(named.getKey(), dtype, entry.shape(), data));
    }
    return new SafetensorsHeader(tensors, metadata);
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

  private static void parse(byte[] json, Map<String, Entry> entries, Map<String, String> metadata)
      throws IOException {
    // A decoder of our own: the parser would guess UTF-16 where the format says UTF-8.
    InputStreamReader text =
        new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FormatException("the safetensors header is not a JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        if (name.equals(METADATA)) {
          metadata.putAll(metadata(parser));
        } else {
          entries.put(name, entry(name, parser));
        }
      }
      if (parser.nextToken() != null) {
        throw new FormatException("the safetensors header goes on after its JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new FormatException("the safetensors header is damaged: " + e.getOriginalMessage(), e);
    } catch (CharacterCodingException e) {
      throw new FormatException("the safetensors header is not UTF-8", e);
    }
  }

  private static Map<String, String> metadata(JsonParser parser) throws IOException {
    Map<String, String> read = JSON.readValue(parser, new TypeReference<>() {});
    if (read == null || read.containsValue(null)) {
      throw new FormatException("the metadata of the safetensors header must be text throughout");
    }
    return read;
  }

  private static Entry entry(String name, JsonParser parser) throws IOException {
    Entry entry = JSON.readValue(parser, Entry.class);
    if (entry == null
        || entry.dtype() == null
        || entry.shape() == null
        || entry.shape().contains(null)
        || entry.dataOffsets() == null
        || entry.dataOffsets().size() != 2
        || entry.dataOffsets().contains(null)) {
      throw new FormatException(
          "tensor %s needs a dtype, a shape of whole numbers and two data_offsets"
              .formatted(FormatException.quoted(name)));
    }
    return entry;
  }

  private static void requireCover(Map<String, Entry> entries, long dataBytes)
      throws FormatException {
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
