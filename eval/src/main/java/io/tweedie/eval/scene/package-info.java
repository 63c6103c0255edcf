/** Whether pictures show what their captions say. */
package io.tweedie.eval.scene;
