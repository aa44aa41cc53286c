using System.Collections.Generic;
using System.Net;
using Microsoft.AspNetCore.Connections;
using P2PNet.Rtc;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>A TCP connection, as <see cref="Newcomers"/> sees it; a feature of that connection.</summary>
internal sealed class Newcomer
{
    private readonly Newcomers _newcomers;
    private readonly ConnectionContext _connection;
    private readonly TransportAddress _network;

    public Newcomer(Newcomers newcomers, ConnectionContext connection)
    {
        _newcomers = newcomers;
        _connection = connection;
        Place = new LinkedListNode<Newcomer>(this);
        HasNetwork = connection.RemoteEndPoint is IPEndPoint remote && ClientNetwork.TryFind(TransportAddress.FromEndPoint(remote), out _network);
    }

    /// <summary>Its place among those that are counted; <see cref="Newcomers"/> owns this and <see cref="HasEnded"/>.</summary>
    public LinkedListNode<Newcomer> Place { get; }

    public bool HasEnded { get; set; }

    /// <summary>Whether it comes from outside; inside, a proxy may hide everybody behind one address.</summary>
    public bool HasNetwork { get; }

    public ref readonly TransportAddress Network => ref _network;

    /// <inheritdoc cref="Newcomers.Prove"/>
    public void Prove() => _newcomers.Prove(this);

    /// <inheritdoc cref="Newcomers.Doubt"/>
    public void Doubt() => _newcomers.Doubt(this);

    /// <summary>Ends the connection for the sake of a newer one.</summary>
    public void MakeRoom() => _connection.Abort(new ConnectionAbortedException("There were too many connections that had shown nothing."));
}
