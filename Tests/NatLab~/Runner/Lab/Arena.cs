using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>A laboratory with two sites, a player at each, and the server: where the runs let two players meet.</summary>
internal sealed class Arena : IAsyncDisposable
{
    /// <summary>Above the session's own limit for a join, so that the reason for a failure is its own.</summary>
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private NatType? _creatorNat;
    private NatType? _joinerNat;

    private readonly LabCertificate _certificate;

    private Arena(Laboratory laboratory, LabCertificate certificate) => (Laboratory, _certificate) = (laboratory, certificate);

    public Laboratory Laboratory { get; }

    public LabServer Server { get; private set; } = null!;

    /// <summary>The player at site a, who creates the lobby.</summary>
    public PlayerProcess Creator { get; private set; } = null!;

    /// <summary>The player at site b, who joins it.</summary>
    public PlayerProcess Joiner { get; private set; } = null!;

    /// <summary>Both.</summary>
    public PlayerProcess[] Players => [Creator, Joiner];

    /// <param name="certificate">Who the server is.</param>
    /// <param name="delay">Milliseconds that a packet takes from a site to the internet, and back: a round trip between the sites is four times that.</param>
    /// <param name="cancellationToken">Ends the building, and takes down what stands.</param>
    /// <param name="clients">Hosts at each site.</param>
    /// <param name="sites">The players' two, and a third one whose network players can have besides.</param>
    public static async Task<Arena> BuildAsync(LabCertificate certificate, double delay, CancellationToken cancellationToken, int clients = 1, int sites = 2)
    {
        var arena = new Arena(await Laboratory.UpAsync(cancellationToken, "--sites", $"{sites}", "--clients", $"{clients}"), certificate);
        try
        {
            foreach (string site in new[] { "a", "b", "c" }[..sites])
                if (delay > 0) await arena.Laboratory.DoAsync(cancellationToken, "impair", site, string.Create(CultureInfo.InvariantCulture, $"delay={delay}ms"));
            arena.Server = await LabServer.StartAsync(arena.Laboratory, certificate, Programs.Server);
            await arena.StartPlayersAsync("a1", "b1", cancellationToken);
            return arena;
        }
        catch
        {
            await arena.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the players, or others in place of those who were there.</summary>
    public async Task StartPlayersAsync(string creatorHost, string joinerHost, CancellationToken cancellationToken)
    {
        Creator?.Dispose();
        Joiner?.Dispose();
        Creator = await PlayerProcess.StartAsync(Laboratory, creatorHost, _certificate, cancellationToken);
        Joiner = await PlayerProcess.StartAsync(Laboratory, joinerHost, _certificate, cancellationToken);
    }

    /// <summary>Puts the sites behind two kinds of NAT, with fresh tables where the kind is another than before.</summary>
    public async Task SetAsync(Pair pair, CancellationToken cancellationToken)
    {
        if (_creatorNat != pair.Creator) await Laboratory.DoAsync(cancellationToken, "nat", "a", (_creatorNat = pair.Creator).Name);
        if (_joinerNat != pair.Joiner) await Laboratory.DoAsync(cancellationToken, "nat", "b", (_joinerNat = pair.Joiner).Name);
    }

    /// <summary>Has the one create a lobby and the other join it, until each has a message of the other.</summary>
    /// <returns>The joiner's first message; its milliseconds count from the join call.</returns>
    /// <exception cref="LabException">They did not meet; the message has the reason that the session gave.</exception>
    public async Task<PlayerEvent> MeetAsync(Meeting meeting, CancellationToken cancellationToken)
    {
        var enter = new Order { Do = Order.Create, RelayOnly = meeting.RelayOnly, LostAfter = meeting.LostAfter };
        Creator.Tell(enter with { Url = meeting.CreatorUrl });
        string code = (await Creator.WaitAsync(PlayerEvent.Entered, JoinTimeout, cancellationToken)).Code!;
        Joiner.Tell(enter with { Do = Order.Join, Url = meeting.JoinerUrl, Code = code });
        PlayerEvent greeted = await Joiner.WaitAsync(PlayerEvent.Greeted, JoinTimeout, cancellationToken);
        await Creator.WaitAsync(PlayerEvent.Greeted, Patience, cancellationToken);
        return greeted;
    }

    /// <summary>Has both leave, and waits until they have.</summary>
    public async Task PartAsync(CancellationToken cancellationToken)
    {
        await Joiner.LeaveAsync(Patience, cancellationToken);
        await Creator.LeaveAsync(Patience, cancellationToken);
    }

    /// <summary>Gives both the same order.</summary>
    public void TellBoth(Order order)
    {
        foreach (PlayerProcess player in Players) player.Tell(order);
    }

    public async ValueTask DisposeAsync()
    {
        Joiner?.Dispose();
        Creator?.Dispose();
        if (Server != null) Output.Keep($"{Laboratory.Name}-srv", Server.Output);
        Server?.Dispose();
        await Laboratory.DisposeAsync();
    }
}
