using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>A TURN server does not do as a <see cref="TurnDialogue"/> asks.</summary>
internal sealed class TurnRefusedException(string message, StunErrorCode code = default) : Exception(message)
{
    /// <summary>The server's; 0 where it did not answer.</summary>
    public StunErrorCode Code { get; } = code;
}
