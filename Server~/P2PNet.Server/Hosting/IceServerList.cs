using System;
using System.Collections.Generic;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>The STUN and TURN servers that clients are told. Thread: any.</summary>
internal sealed class IceServerList(ServerOptions options, StunService stun)
{
    /// <summary>Those for a client that reached the server by this host.</summary>
    public IReadOnlyList<IceServer> For(string host)
    {
        if (stun.EndPoints.Count == 0) return [];
        string name = options.PublicAddress ?? host;
        if (name.Contains(':') && name[0] != '[') name = "[" + name + "]";
        return [new IceServer([FormattableString.Invariant($"stun:{name}:{stun.EndPoints[0].Port}")])];
    }
}
