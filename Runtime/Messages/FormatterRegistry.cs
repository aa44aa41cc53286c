using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Formatters that are known only at run time: for members marked <c>[MessageFormatter]</c> without a type. All others are called
    /// directly by generated code and are not in here. Set them before the first message is sent or received. Safe from any thread.
    /// </summary>
    public static class FormatterRegistry
    {
        /// <summary>Sets the formatter of a type; a later one takes its place.</summary>
        /// <param name="formatter">The formatter.</param>
        public static void Set<T>(IMessageFormatter<T> formatter) =>
            Holder<T>.Formatter = formatter ?? throw new ArgumentNullException(nameof(formatter));

        /// <summary>Gives the formatter of a type.</summary>
        /// <exception cref="InvalidOperationException">None was set.</exception>
        public static IMessageFormatter<T> Get<T>() => Holder<T>.Formatter ?? throw Missing(typeof(T));

        private static InvalidOperationException Missing(Type type) => new InvalidOperationException(
            $"No formatter is set for {type}. Call FormatterRegistry.Set with one before the first message that holds such a member.");

        private static class Holder<T>
        {
            // No static constructor and no initializer: reading it runs nothing that a linker could have taken away.
            public static volatile IMessageFormatter<T>? Formatter;
        }
    }
}
