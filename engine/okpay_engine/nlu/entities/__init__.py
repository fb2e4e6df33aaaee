"""What customers have said already: amounts, times, transaction ids, ways to pay, addresses, errors."""
