/** Writing files so that a killed run leaves none of them half done. */
package io.tweedie.core.file;
