package io.tweedie.core.tensor;

import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Order in memory of a network's features. Changes speed, not meaning. */
public enum Layout {
  /** One plane after another, N x C x H x W. */
  CONTIGUOUS("contiguous", MemoryFormat.Contiguous),
  /** All channels of a position together, N x H x W x C; as a rule the faster one on processors. */
  CHANNELS_LAST("channels-last", MemoryFormat.ChannelsLast);

  private final String word;
  private final MemoryFormat memoryFormat;

  Layout(String word, MemoryFormat memoryFormat) {
    this.word = word;
    this.memoryFormat = memoryFormat;
  }

  /**
   * Reads {@code contiguous} or {@code channels-last}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Layout parse(String name) {
    for (Layout layout : values()) {
      if (layout.word.equals(name)) {
        return layout;
      }
    }
    throw new IllegalArgumentException(
        "layout '" + name + "' is not known; choose channels-last or contiguous");
  }

  /** What {@link #parse} reads. */
  public String word() {
    return word;
  }

  /** The tensor library's name of this order. */
  public MemoryFormat memoryFormat() {
    return memoryFormat;
  }
}
