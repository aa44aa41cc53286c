using System;

namespace P2PNet.Server;

/// <summary>The server can't start; the message is for whoever starts it and says what to do.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
