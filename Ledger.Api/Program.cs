using Ledger.Api;
using Ledger.Api.Checkpoints;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("ledger", Defaults.Configure);
builder.AddLedgers();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
var ledger = app.MapLedgers();
ledger.MapLog(app.Services.GetRequiredService<LedgerOptions>());
app.Run();
