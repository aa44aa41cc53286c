using System;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>The newest <see cref="MessageSchemas"/>: assemblies bring more messages while the program runs. Thread: the loop's.</summary>
    internal sealed class KnownSchemas
    {
        private readonly P2PClientOptions _options;
        private MessageSchemas? _schemas;

        public KnownSchemas(P2PClientOptions options) => _options = options;

        /// <summary>Null where two messages have the same id: every call that sends says so, and there is nothing to compare.</summary>
        public MessageSchemas? Read()
        {
            try
            {
                MessageRegistry registry = _options.Messages ?? MessageRegistry.Default;
                if (_schemas == null || _schemas.Messages.Length != registry.Count) _schemas = new MessageSchemas(registry);
                return _schemas;
            }
            catch (InvalidOperationException e)
            {
                _options.Log?.Invoke("Messages are not compared with the peer's: " + e.Message);
                return null;
            }
        }
    }
}
