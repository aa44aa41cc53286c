using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Where clients come in: a UDP socket of this server, or a TCP endpoint of the HTTP server.</summary>
/// <param name="Local">Its address; the "any" address for a socket that takes what no other does.</param>
internal sealed record TurnListener(TransportAddress Local);
